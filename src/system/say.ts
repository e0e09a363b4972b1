import { forPeople } from '../text/format.ts';
import { tryToWrite } from './output.ts';

/** Writes a message to stderr. All messages pass here, so that no name in them can control the terminal. */
export const say = (text: string): void => tryToWrite(2, forPeople(text));
