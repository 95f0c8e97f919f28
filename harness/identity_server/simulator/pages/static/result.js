// The result stands in a dialog that only its Close button ends; the page leaves once the dialog has gone.
const dialog = document.querySelector(".ui.modal.notify");
dialog.addEventListener("cancel", (event) => event.preventDefault());
dialog.querySelector(".cancel").addEventListener("click", async () => {
  dialog.classList.add("leaving");
  await Promise.allSettled(dialog.getAnimations().map((animation) => animation.finished));
  dialog.close();
  window.location.href = dialog.dataset.callback;
});
dialog.showModal();
