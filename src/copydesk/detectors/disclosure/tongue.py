"""In what script and language a few words are; a language detector wants more than a sentence."""

import re

__all__ = ["is_english", "is_latin"]

_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH_WORDS = """
    the of and to is was this that it i my with for by on at be are were have has had not you we our or from which
    but all any so if did what how who they he she their his her its into than then there here just one
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_OTHERS_WORDS = """
    el la los las de del que y con por para es fue este esta esto se le les des du et est une dans avec par pour ce
    cet cette je il sur qui au aux der das und ist ein eine mit von für den dem nicht ich wurde dieser diese dieses
    auf zu im wir os da na um uma com não foi eu em ao pelo pela ia ki generado generada escrito escrita redactado
    généré générée rédigé écrit gerado gerada redigido erstellt geschrieben generiert verfasst texto texte artículo
    artigo imagem bild foto hecho hecha feito feita fait faite gemacht sem sin sans ohne kein keine
"""
_OTHERS = frozenset(_OTHERS_WORDS.split())
_MOST_FOREIGN_LETTERS = 0.2
_BEYOND_LATIN = re.compile("[\u0250-\U0010ffff]")


def is_latin(text: str) -> bool:
    """Tell whether ``text`` is written in Latin letters, as good as all of them, which the encoder knows.

    >>> is_latin("Écrit par Claude"), is_latin("本文由AI生成")
    (True, False)
    """
    foreign = sum(map(str.isalpha, _BEYOND_LATIN.findall(text)))
    return not foreign or foreign <= _MOST_FOREIGN_LETTERS * sum(map(str.isalpha, text))


def is_english(text: str) -> bool:
    """Tell whether ``text`` is more likely English than one of the other languages that are read.

    >>> is_english("Written by Claude"), is_english("Escrito por Claude"), is_english("本文由AI生成")
    (True, False, False)
    """
    if not is_latin(text):
        return False
    words = [word.casefold() for word in _WORD.findall(text)]
    return sum(word in _ENGLISH for word in words) >= sum(word in _OTHERS for word in words)
