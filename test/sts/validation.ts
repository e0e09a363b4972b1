import { brokenConstraints, malformedNumber } from './refusal.ts';

/** The fields of a request. */
export type Fields = { [field: string]: string | undefined };

/** A rule of the service model for one text field. Lengths count Unicode characters. `values`: all that it may be. */
export type TextRule = {
  field: string;
  required?: boolean;
  pattern?: string;
  min?: number;
  max?: number;
  values?: readonly string[];
};

/** A rule of the service model for one number field. */
export type NumberRule = { field: string; integer: true; min: number; max: number };

const FAILED = 'failed to satisfy constraint: Member must';

function member(field: string): string {
  return field.charAt(0).toLowerCase() + field.slice(1);
}

function lengthAndPattern(value: string, rule: TextRule): string[] {
  const length = [...value].length;
  // AWS does not keep an order between pattern and length; the pattern came first most often.
  return [
    ...(rule.pattern !== undefined && !new RegExp(`^(?:${rule.pattern})$`, 'u').test(value)
      ? [`satisfy regular expression pattern: ${rule.pattern}`]
      : []),
    ...(rule.min !== undefined && length < rule.min ? [`have length greater than or equal to ${rule.min}`] : []),
    ...(rule.max !== undefined && length > rule.max ? [`have length less than or equal to ${rule.max}`] : []),
    ...(rule.values && !rule.values.includes(value) ? [`satisfy enum value set: [${rule.values.join(', ')}]`] : []),
  ];
}

function range(value: number, rule: NumberRule): string[] {
  return [
    ...(value < rule.min ? [`have value greater than or equal to ${rule.min}`] : []),
    ...(value > rule.max ? [`have value less than or equal to ${rule.max}`] : []),
  ];
}

/** The signed 32-bit integer in a field; `+900` and `0900` count. Throws MalformedInput for anything else. */
export function integer(fields: Fields, field: string): number | undefined {
  const text = fields[field];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^[+-]?\d+$/.test(text) || value < -(2 ** 31) || value >= 2 ** 31) throw malformedNumber(text);
  return value;
}

function clauses(fields: Fields, rule: TextRule | NumberRule): string[] {
  const at = `at '${member(rule.field)}' ${FAILED}`;
  if ('integer' in rule) {
    const value = integer(fields, rule.field);
    return value === undefined ? [] : range(value, rule).map((what) => `Value '${value}' ${at} ${what}`);
  }
  const value = fields[rule.field];
  if (value === undefined) return rule.required ? [`Value null ${at} not be null`] : [];
  return lengthAndPattern(value, rule).map((what) => `Value '${value}' ${at} ${what}`);
}

/** Checks all fields and throws one ValidationError with every broken rule, in the order of the rules. */
export function validate(fields: Fields, rules: readonly (TextRule | NumberRule)[]): void {
  const broken = rules.flatMap((rule) => clauses(fields, rule));
  if (broken.length > 0) throw brokenConstraints(broken);
}
