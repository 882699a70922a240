import type { ConditionRow } from '../vector-file.ts'
import { compareA } from './values.ts'

/** Answers written by hand after RE2's syntax; the interpreter's stand-in engine has to agree with each. */
export const PATTERN: readonly ConditionRow[] = [
  compareA(
    { op: 'matches', value: 'b' },
    { yes: ['b', 'abc', ['x', 'b']], no: ['', 'B', 'ac', []], unknown: [null, 1, true, {}, ['x', 1]] },
  ),
  compareA({ op: 'matches', value: '^b$' }, { yes: ['b'], no: ['ab', 'bc', 'b\n', '\nb', 'a\nb\nc', ''] }),
  compareA({ op: 'matches', value: '' }, { yes: ['', 'anything'] }),
  compareA({ op: 'matches', value: '^$' }, { yes: [''], no: [' ', '\n'] }),
  compareA(
    { op: 'matches', value: ['^eu-', '-1$'] },
    { yes: ['eu-west-2', 'us-1', 'eu-1'], no: ['us-eu-2', ''], unknown: [5] },
  ),
  compareA({ op: 'matches', value: [] }, { no: ['x', ''], unknown: [1] }),
  compareA(
    { op: 'matches', value: 'a.c' },
    { yes: ['abc', 'a\u2028c', 'a\rc', 'a😀c', 'xxa.cxx'], no: ['ac', 'a\nc', 'abbc'] },
  ),
  compareA({ op: 'matches', value: '^.$' }, { yes: ['😀', 'é', '日'], no: ['e\u0301', '', '\n'] }),
  compareA({ op: 'matches', value: '^[a-c]+$' }, { yes: ['a', 'abccba'], no: ['', 'abd', 'ABC', 'a-c'] }),
  compareA({ op: 'matches', value: '^[^a-c]$' }, { yes: ['d', '\n', '😀', '-'], no: ['b', '', 'dd'] }),
  compareA({ op: 'matches', value: '^[a\\-c]$' }, { yes: ['a', '-', 'c'], no: ['b'] }),
  compareA({ op: 'matches', value: '^[.*+]$' }, { yes: ['.', '*', '+'], no: ['a', ''] }),
  compareA({ op: 'matches', value: '^[α-ω]+$' }, { yes: ['αβγ'], no: ['ΑΒΓ', 'abc'] }),
  compareA({ op: 'matches', value: '^[😀-😂]$' }, { yes: ['😀', '😁', '😂'], no: ['😃', 'a'] }),
  compareA({ op: 'matches', value: 'colou?r' }, { yes: ['color', 'colour', 'xcolorx'], no: ['colouur', 'colr'] }),
  compareA({ op: 'matches', value: '^ab*c$' }, { yes: ['ac', 'abc', 'abbbbc'], no: ['a', 'abb', 'adc'] }),
  compareA({ op: 'matches', value: '^(ab)+$' }, { yes: ['ab', 'abab'], no: ['', 'aba', 'aab'] }),
  compareA({ op: 'matches', value: '^(?:ab|cd){2}$' }, { yes: ['abcd', 'cdcd', 'abab'], no: ['ab', 'abcdab', 'acbd'] }),
  compareA({ op: 'matches', value: '^a{2,3}$' }, { yes: ['aa', 'aaa'], no: ['a', 'aaaa', 'a{2,3}'] }),
  compareA({ op: 'matches', value: '^a{2,}$' }, { yes: ['aa', 'aaaaaa'], no: ['a', ''] }),
  compareA({ op: 'matches', value: '^x{1}y{0,1}$' }, { yes: ['x', 'xy'], no: ['xx', 'y', 'xyy'] }),
  compareA({ op: 'matches', value: 'cat|dog' }, { yes: ['cat', 'hotdog', 'catalog'], no: ['ca', 'do g', 'CAT'] }),
  compareA({ op: 'matches', value: '^(a|b|)c$' }, { yes: ['ac', 'bc', 'c'], no: ['abc', 'dc'] }),
  compareA({ op: 'matches', value: '^cat|dog$' }, { yes: ['cats', 'hotdog'], no: ['a cat', 'dogs'] }),
  compareA({ op: 'matches', value: '^\\d+$' }, { yes: ['0', '1234567890'], no: ['', '1a', '٣', '１'] }),
  compareA({ op: 'matches', value: '^\\D$' }, { yes: ['a', '٣', ' '], no: ['1', ''] }),
  compareA({ op: 'matches', value: '^\\w+$' }, { yes: ['a_Z9'], no: ['é', 'a-b', '', 'ſ'] }),
  compareA({ op: 'matches', value: '^\\W$' }, { yes: ['é', '-', '日'], no: ['_', 'k'] }),
  compareA(
    { op: 'matches', value: '^\\s$' },
    { yes: [' ', '\t', '\n', '\r', '\f'], no: ['\u000b', '\u00a0', '\u2028', 's', ''] },
  ),
  compareA({ op: 'matches', value: '^\\S$' }, { yes: ['a', '\u000b', '\u00a0'], no: [' ', '\n'] }),
  compareA({ op: 'matches', value: '^[\\d\\s_]+$' }, { yes: ['1 2_3', '\t'], no: ['a', '\u000b', ''] }),
  compareA({ op: 'matches', value: '\\bcat\\b' }, { yes: ['cat', 'a cat!', 'écaté'], no: ['cats', 'concat', 'cat_'] }),
  compareA(
    { op: 'matches', value: '^a\\.b\\*\\(\\)\\[\\]\\{\\}\\|\\\\\\^\\$\\/\\+\\?$' },
    { yes: ['a.b*()[]{}|\\^$/+?'], no: ['aXb*()[]{}|\\^$/+?'] },
  ),
  compareA({ op: 'matches', value: 'a\\nb\\tc' }, { yes: ['a\nb\tc'], no: ['anbtc', 'a b c'] }),
  compareA(
    { op: 'matches', value: '^[A-Z]{2}-\\d{4}$', ignoreCase: true },
    { yes: ['AB-1234', 'ab-1234', 'aB-0000'], no: ['abc-1234', 'ab-123'] },
  ),
  compareA({ op: 'matches', value: 'STRAßE', ignoreCase: true }, { yes: ['straße', 'Hauptstraße'], no: ['strasse'] }),
  compareA({ op: 'matches', value: '^é$', ignoreCase: true }, { yes: ['é', 'É'], no: ['e', 'e\u0301'] }),
  compareA({ op: 'matches', value: 'Acme' }, { yes: ['Acme'], no: ['acme', 'ACME'] }),
  compareA(
    { op: 'matches', value: '^(a+)+$' },
    {
      yes: ['a'.repeat(30), 'a'.repeat(1024)],
      no: [`${'a'.repeat(30)}b`, `${'a'.repeat(1023)}!`],
      unknown: ['a'.repeat(1025)],
    },
  ),
  compareA({ op: 'matches', value: '^(a|aa)+$' }, { yes: ['a'.repeat(25)], no: [`${'a'.repeat(60)}b`, ''] }),
  compareA(
    { op: 'matches', value: '^a' },
    {
      yes: [`a${'x'.repeat(1023)}`, `a${'😀'.repeat(511)}`],
      no: ['x'.repeat(1024)],
      unknown: [`a${'x'.repeat(1024)}`, `a${'😀'.repeat(512)}`, ['x', 'a'.repeat(2000)]],
    },
  ),
  compareA(
    { op: 'matches', value: '^[a-z0-9._-]+@[a-z0-9-]+(\\.[a-z0-9-]+)+$', ignoreCase: true },
    { yes: ['a.b@acme.com', 'X@Y.Z', 'a_b@sub.acme.co'], no: ['a@acme', '@acme.com', 'a b@acme.com', 'a@.com', ''] },
  ),
]
