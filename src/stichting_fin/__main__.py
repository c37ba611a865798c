"""`python -m stichting_fin` is the same as the command `stichting-fin`."""

from stichting_fin.cli import main

if __name__ == "__main__":
    main(prog_name="stichting-fin")
