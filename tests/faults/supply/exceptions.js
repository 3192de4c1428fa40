/** Which findings are known and accepted for a while. */

/**
 * @typedef {object} Checked
 * @property {string} what What was checked.
 * @property {string | null} finding What is wrong with it.
 */
/**
 * @typedef {object} Exception
 * @property {string} what What it is made for.
 * @property {string} why The reason, and what is done instead.
 * @property {string} date When it was last looked at, year-month-day.
 */

const DAYS = 180;
const MS_A_DAY = 86_400_000;

/**
 * What is left: findings without an exception, exceptions that are too old, have no reason, or
 * except nothing any more.
 *
 * @param {Checked[]} checked
 * @param {Exception[]} exceptions
 * @param {Date} today
 * @returns {{what: string, finding: string}[]}
 */
export function findings(checked, exceptions, today) {
  const found = checked.flatMap(({ what, finding }) =>
    finding === null ? [] : [{ what, finding }],
  );
  const stale = exceptions.flatMap((exception) => {
    const wrong = wrongWith(exception, today);
    if (wrong) return [{ what: `the exception for ${exception.what}`, finding: wrong }];
    return found.some(({ what }) => what === exception.what)
      ? []
      : [
          {
            what: `the exception for ${exception.what}`,
            finding: "nothing is wrong there any more",
          },
        ];
  });
  const excepted = new Set(exceptions.map(({ what }) => what));
  return [...found.filter(({ what }) => !excepted.has(what)), ...stale];
}

/** @param {Exception} exception @param {Date} today */
function wrongWith({ why, date }, today) {
  const age = (today.getTime() - Date.parse(date)) / MS_A_DAY;
  if (!why?.trim()) return "it has no reason";
  if (!(age >= -1)) return `its date is ${date}`;
  return age > DAYS ? `it is ${Math.floor(age)} days old: look again` : null;
}
