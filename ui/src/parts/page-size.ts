/** Rows of the history that are asked for and shown at once. */
export const ON_A_PAGE = 50
