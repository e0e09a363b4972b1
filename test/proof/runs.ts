const isWhole = process.env.CI === 'true';

/** How many random cases to try: all of them with CI=true, a quarter of them on a developer's machine. */
export const runs = (many: number): number => (isWhole ? many : Math.ceil(many / 4));

/**
 * Which rows of a table to try: all of them with CI=true, else each `step`th one.
 * @param from where to begin: tests that begin at each of 0 to step - 1 leave none out among them
 */
export const some = <Row>(rows: readonly Row[], step: number, from = 0): readonly Row[] =>
  isWhole ? rows : rows.filter((_, at) => at % step === from % step);

/** How far to go to the next moment of a kill. */
export const nextKill = isWhole ? 1 : 3;
