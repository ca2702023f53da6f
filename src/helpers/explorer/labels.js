// What ipywidgets leaves out for screen readers: a slider's handle takes the name and the
// reading that stand beside it, and the sentence under a picture is announced when it changes.
const panel = element.closest(".study-panel");
const name = () => {
  for (const slider of panel.querySelectorAll(".widget-slider")) {
    const handle = slider.querySelector("[role=slider]");
    if (!handle) continue;
    set(handle, "aria-label", slider.querySelector("label").textContent);
    set(handle, "aria-valuetext", slider.querySelector(".widget-readout").textContent);
  }
  const said = panel.querySelector(".study-said .widget-html-content");
  if (said) set(said, "role", "status");
};
const set = (node, attribute, value) => {
  if (node.getAttribute(attribute) !== value) node.setAttribute(attribute, value);
};
const watch = { attributes: true, characterData: true, childList: true, subtree: true };
new MutationObserver(name).observe(panel, watch);
name();
