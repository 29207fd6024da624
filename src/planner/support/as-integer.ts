/**
 * The same number, as an integer where 32 bits hold it. V8 keeps what is read from a Float64Array as an object of 16 bytes beside the object
 * that has it as a field; a small integer is in the field.
 */
export const asInteger = (value: number): number => {
  const integer = value | 0
  return integer === value ? integer : value
}
