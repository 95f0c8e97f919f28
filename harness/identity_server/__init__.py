"""WSO2 Identity Server as the harness knows it: the simulator, and what talks to any of them."""
