"""The glossary has every word that it should, in plain sentences, and finds them in texts."""

import re

import pytest

from pg_desktop.ui.kit.glossary.terms import TERMS
from pg_desktop.ui.kit.glossary.words import article, explained, explanation, found, linked, name_of, term

pytestmark = pytest.mark.usefixtures("qapp")

WORDS = """observation, action, policy, logits, log-probability, episode, env step, update, return,
reward-to-go, discount, baseline, time baseline, value network, advantage, GAE, entropy, nats,
learning rate, Adam, gradient norm, normalisation, vectorised, Box(4) → Discrete(2), action space,
stream, seed, replay buffer, target network, ε-greedy, TD loss, Q value, terminated, truncated,
solved, checkpoint, branch, KL, sampled, greedy, randomisation, transfer map, push test"""


@pytest.mark.parametrize("word", re.split(r",\s+", WORDS))
def test_every_word_of_the_field_is_found(word):
    first = found(word)[0]
    spellings = [name_of(first), *first.words.split("|")]
    assert any(word.casefold() in spelling.casefold() for spelling in spellings), first.name


def test_every_term_is_one_plain_sentence():
    for entry in TERMS:
        assert entry.text[0].isupper(), entry.key
        assert entry.text.endswith("."), entry.key
        assert not re.search(r"[.!?] [A-Z]", entry.text), entry.key
        assert len(entry.text.split()) <= 36, entry.key
    assert len({entry.key for entry in TERMS}) == len(TERMS)


def test_no_two_terms_have_a_word_in_common():
    spellings = [word.casefold() for entry in TERMS for word in (entry.name, *filter(None, entry.words.split("|")))]
    assert len(spellings) == len(set(spellings))


def links(html):
    return re.findall(r'<a href="term:([^"]*)">([^<]*)</a>', html)


def test_words_are_linked_where_they_first_occur_but_not_in_headings():
    text = "<h3>Entropy</h3><p>Entropy in nats, and <b>entropy</b> again. Rewards <code>policy</code></p>"
    html = linked(text)
    assert links(html) == [("entropy", "Entropy"), ("nats", "nats"), ("reward", "Rewards")]
    assert re.sub("</?a[^>]*>", "", html) == text


def test_the_longest_word_wins_and_parts_of_words_are_none():
    assert links(linked("<p>A time baseline, an inaction, a reward-to-go and Q(s, a).</p>")) == [
        ("time_baseline", "time baseline"),
        ("reward_to_go", "reward-to-go"),
        ("q_value", "Q(s, a)"),
    ]


def test_an_article_does_not_link_to_itself():
    html = article(term("entropy"))
    assert html.startswith("<h3>entropy</h3>")
    assert "H = −Σₐ" in html
    assert "entropy" not in [key for key, _ in links(html)]
    assert "policy" in [key for key, _ in links(html)]


def test_tooltips_explain_what_a_first_user_cannot_guess_and_nothing_else():
    assert explained("<p>The return of an episode.</p>") == "<p>The return of an episode.</p>"
    assert explained("<p>In nats, nats.</p>") == "<p>In nats, nats.</p>" + explanation("nats")
    assert {entry.name for entry in TERMS if entry.puzzling} == {
        "nats",
        "vectorised",
        "Box(4) → Discrete(2)",
        "time baseline",
        "stream",
    }


def test_a_search_finds_names_before_texts():
    assert [name_of(entry) for entry in found("reward")][:2] == ["reward", "reward-to-go"]
    assert "discount γ" in [name_of(entry) for entry in found("reward step later")]
    assert found("xyzzy") == []
