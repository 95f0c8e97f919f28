// The user name step: trimmed, and refused here when the server's pattern would refuse it.
import { showError } from "./errors.js";

const form = document.getElementById("register");
form.addEventListener("submit", (event) => {
  const input = document.getElementById("username");
  input.value = input.value.trim();
  if (/^[^/].*[^@]$/.test(input.value)) return;
  event.preventDefault();
  input.value = "";
  showError("Username pattern policy violated", input);
});
