"""Health 体检: whether the machine, the home and what lies outside it are as a careful administrator wants them."""
