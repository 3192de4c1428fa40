/**
 * What a browser calls its language, before anything formats with it. Some say what is no language
 * tag: `C`, where the system's locale is that. uPlot's module throws then, and nothing on the page
 * would start.
 */

const valid = () => {
  try {
    return Intl.getCanonicalLocales(navigator.language).length > 0;
  } catch {
    return false;
  }
};

if (!valid()) Object.defineProperty(navigator, "language", { value: "en", configurable: true });
