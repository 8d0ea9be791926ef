import click
import pandas as pd


@click.command()
@click.argument("file", type=click.File())
def main(file):
    """Prints the turnover of each month in FILE."""
    click.echo(pd.read_csv(file).groupby("month")["turnover"].sum())


if __name__ == "__main__":
    main()
