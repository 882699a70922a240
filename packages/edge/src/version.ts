/** How the client names itself to the server: `X-Halyard-SDK`. */
export const SDK = 'edge/0.1.0'
