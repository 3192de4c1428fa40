export async function inChromium(faults, how) {}
