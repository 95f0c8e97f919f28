// Messages under their fields. Each is named to screen readers by its field; the first field at fault takes the focus.
//
// boxOf: input -> the id of the box under it; textPart: what the id of the text in it adds.
// The function it makes takes [[input, message or ""]], shows and hides, and says whether all is well.
export function faults(boxOf, textPart) {
  return (judged) => {
    for (const [input, message] of judged) tell(input, message, boxOf(input), textPart);
    const first = judged.find(([, message]) => message);
    first?.[0].focus();
    return !first;
  };
}

function tell(input, message, boxId, textPart) {
  const box = document.getElementById(boxId);
  const text = document.getElementById(`${boxId}${textPart}`);
  if (text) {
    text.textContent = message;
    box.hidden = !message;
  }
  input.dataset.hint ??= input.getAttribute("aria-describedby") ?? "";
  const described = [message && text ? text.id : "", input.dataset.hint].filter(Boolean).join(" ");
  if (described) input.setAttribute("aria-describedby", described);
  else input.removeAttribute("aria-describedby");
  if (message) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}
