// Makes the drawings of a page live: runs inside the Vega bundle, where vegaEmbed is at hand.
// Without it the drawings that the server made stay as they are.
const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
const options = {
  renderer: "svg",
  actions: false,
  ast: true,
  defaultStyle: false,
  tooltip: { theme: dark ? "dark" : "light", disableDefaultStyle: true },
};

function fitted(spec) {
  if (window.innerWidth >= 700) return spec;
  for (const view of spec.vconcat ?? []) {
    if (view.columns) view.columns = 1;
    if (view.width > 300) view.width = 240;
  }
  return spec;
}

async function enliven(root) {
  for (const figure of root.querySelectorAll("[data-chart]:not([data-live])")) {
    figure.dataset.live = "";
    const live = document.createElement("div");
    try {
      const answer = await fetch(figure.dataset.chart);
      await vegaEmbed(live, fitted(await answer.json()), options);
      figure.replaceChildren(live);
    } catch (error) {
      console.error(error);
    }
  }
}

enliven(document);
document.addEventListener("htmx:afterSettle", (event) => enliven(event.target));
