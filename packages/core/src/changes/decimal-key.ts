/** One text for all ways to write the same decimal number: `1.50`, `01.5` and `15e-1`. What is none stays as it is. */
export function decimalKey(text: string): string {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text.trim()) ?? []
  const digits = (whole + fraction).replace(/^0+/, '')
  if (whole + fraction === '') return text
  if (digits === '') return '0'
  const significant = digits.replace(/0+$/, '')
  const power = Number(exponent) - fraction.length + digits.length - significant.length
  return `${sign === '-' ? '-' : ''}${significant}e${power}`
}
