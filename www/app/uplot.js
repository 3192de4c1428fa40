/** The one door to uPlot, which asks for the browser's language as soon as it is imported. */

import "./language.js";
import uPlot from "../../vendor/uPlot.esm.js";

export default uPlot;
