"""Files of every version of a format, which every later version of the program opens."""
