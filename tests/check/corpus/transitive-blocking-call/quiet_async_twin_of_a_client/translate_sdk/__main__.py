import sys

from translate_sdk import Translator
from translate_sdk.batch import translate_file


def main() -> None:
    key, path, to = sys.argv[1:4]
    print(translate_file(Translator(key), path, to))


if __name__ == "__main__":
    main()
