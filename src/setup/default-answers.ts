import { usage } from '../errors.ts';
import type { Choice, Lines, Questions } from '../terminal/questions.ts';

/** Answers each question with its default (--yes). @param tell gets each line of the report */
export function defaultAnswers(tell: (line: string) => void): Questions {
  // Two blanks would make it a line to type.
  const say = (text: Lines): void => {
    const [first = '', ...more] = typeof text === 'string' ? [text] : text;
    for (const line of [first, ...more.map((one) => `│  ${one}`)]) tell(line);
  };
  const asked = (question: Lines, answer: string): void => {
    const [first = '', ...more] = typeof question === 'string' ? [question] : question;
    say([`${first} ${answer}`, ...more]);
  };
  const labels = (choices: readonly Choice[], marked: readonly number[]): string =>
    marked.map((at) => choices[at]?.label).join(', ') || 'none';
  return {
    found: say,
    say,
    done: say,
    wrong: say,
    waiting: (text, work) => {
      say(text);
      return work;
    },
    text: async (question, initial = '') => {
      if (initial === '') throw unanswered(question);
      asked(question, initial);
      return initial;
    },
    secret: async (question) => {
      throw unanswered(question);
    },
    confirm: async (question, initial = true) => {
      asked(question, initial ? 'yes' : 'no');
      return initial;
    },
    choose: async (question, choices, initial = 0) => {
      asked(question, labels(choices, [initial]));
      return initial;
    },
    chooseSome: async (question, choices, initial) => {
      asked(question, labels(choices, initial));
      return [...initial];
    },
    screen: async () => {
      throw unanswered('the code of a new MFA device');
    },
    close: () => {},
  };
}

const unanswered = (question: Lines): Error =>
  usage(
    `nothing answers this: ${typeof question === 'string' ? question : question[0]}`,
    'without --yes: mfa-env setup',
  );
