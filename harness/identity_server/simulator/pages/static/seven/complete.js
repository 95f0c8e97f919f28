// The page leaves for the application when the seconds are over.
const left = document.getElementById("countdown");
if (left) {
  const timer = setInterval(() => {
    left.textContent = String(Number(left.textContent) - 1);
    if (Number(left.textContent) > 0) return;
    clearInterval(timer);
    window.location.href = left.dataset.callback;
  }, 1000);
}
