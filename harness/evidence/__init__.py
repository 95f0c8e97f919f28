"""What is kept of a failed scenario: one folder a test, with every hop's side of the story and without a secret."""
