// Makes the drawings of a page live: runs inside the Vega bundle, where vegaEmbed is at hand.
// Narrow screens get the panels one under another and shorter bars.
const narrow = window.innerWidth < 700;
const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
const options = {
  renderer: "svg",
  actions: false,
  ast: true,
  tooltip: { theme: dark ? "dark" : "light" },
};

function fitted(spec) {
  if (!narrow) return spec;
  for (const view of spec.vconcat ?? []) {
    if (view.columns) view.columns = 1;
    if (view.width > 300) view.width = 240;
  }
  return spec;
}

async function enliven() {
  for (const block of document.querySelectorAll('script[type="application/json"][id^="spec-"]')) {
    const holder = document.getElementById(block.id.replace("spec-", "chart-"));
    const live = document.createElement("div");
    try {
      await vegaEmbed(live, fitted(JSON.parse(block.textContent)), options);
      holder.replaceChildren(live);
    } catch (error) {
      console.error(error); // the drawing that is there already stays
    }
  }
  document.documentElement.dataset.charts = "live";
}

enliven();
