// The search box: arrows go through what is suggested, Escape goes back to the box.
document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.(".find");
  if (!box) return;
  const stops = [box.querySelector("input"), ...box.querySelectorAll("#suggested a")];
  const here = stops.indexOf(event.target);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && here >= 0) {
    event.preventDefault();
    stops[Math.min(Math.max(here + step, 0), stops.length - 1)].focus();
  } else if (event.key === "Escape") {
    box.querySelector("#suggested").replaceChildren();
    stops[0].focus();
  }
});
