/** How many random cases to try: all of them with CI=true, a quarter of them on a developer's machine. */
export const runs = (many: number): number => (process.env.CI === 'true' ? many : Math.ceil(many / 4));
