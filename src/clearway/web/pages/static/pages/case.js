// Countries are links inside a drawing: htmx follows them in place, so the browser must not too.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("svg a[hx-get]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) event.preventDefault();
});
// A switch that is a link answers the space bar, as a switch does.
document.addEventListener("keydown", (event) => {
  if (event.key !== " " || !event.target.matches?.("a[role=switch]")) return;
  event.preventDefault();
  event.target.click();
});
