import type { Rotation } from './record.ts';
import type { RotationState } from './steps.ts';

/** What the steps need of a rotation: no secret. */
export const rotationState = ({ from, to, known, begun, isUndo, isDone }: Rotation): RotationState => ({
  from: from.accessKeyId,
  to: to?.accessKeyId,
  known,
  begun,
  isUndo,
  isDone,
});
