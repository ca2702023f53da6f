// What ipywidgets and JupyterLab leave out for those who use a keyboard or a screen reader: keys
// reach the control that has the focus and not the notebook; a slider's handle takes the name and
// the reading that stand beside it; the sentence is announced when it changes.
const set = (node, attribute, value) => {
  if (node.getAttribute(attribute) !== value) node.setAttribute(attribute, value);
};
const label = (panel) => {
  for (const control of panel.querySelectorAll("select, input, textarea, [tabindex='0']")) {
    set(control, "data-lm-suppress-shortcuts", "true");
  }
  for (const handle of panel.querySelectorAll("[role=slider]")) {
    const slider = handle.closest(".widget-slider");
    set(handle, "aria-label", slider.querySelector("label").textContent);
    set(handle, "aria-valuetext", slider.querySelector(".widget-readout").textContent);
  }
  for (const said of panel.querySelectorAll(".study-said .widget-html-content")) {
    set(said, "role", "status");
  }
};
const start = () => {
  const panel = element.closest(".study-panel");
  if (!panel) return setTimeout(start, 50); // not yet on the page
  const parts = { attributes: true, characterData: true, childList: true, subtree: true };
  new MutationObserver(() => label(panel)).observe(panel, parts);
  label(panel);
};
start();
