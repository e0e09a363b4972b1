import { makePlace, type Place } from './run.ts';

/** A test with a place of its own, so that it can run beside others. What a row of `test.each` holds comes behind it. */
export const inPlace =
  <Row extends unknown[]>(body: (place: Place, ...row: Row) => Promise<void>) =>
  async (...row: Row): Promise<void> => {
    const place = await makePlace();
    try {
      await body(place, ...row);
    } finally {
      await place.end();
    }
  };
