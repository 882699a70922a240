/** This package's version, as the server sees it. Held against package.json by a test. */
export const VERSION = '0.1.0'
