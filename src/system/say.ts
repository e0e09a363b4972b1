import { forPeople } from '../text/format.ts';
import { tryToWrite } from './output.ts';

/** Says something to people, on stderr. All that goes there takes this way, so no name can play with the terminal. */
export const say = (text: string): void => tryToWrite(2, forPeople(text));
