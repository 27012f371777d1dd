/** Length of `sun_path`, less a few bytes for safety (104 on macOS, 108 on Linux). */
export const LONGEST_SOCKET_PATH = 100;
