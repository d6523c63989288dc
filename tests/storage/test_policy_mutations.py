"""5,000 damaged and forged policy files: each is opened as what it is, or refused in one sentence, at once."""

import resource
import time
from collections import Counter

import pytest

from pg_desktop.messages import QUOTED_MAX, UserError
from pg_desktop.storage.policy_checks import examine
from pg_desktop.storage.policy_file import PolicyFileError, load_policy
from tests.storage.policy_mutations import CONTENTS, DOCUMENTS, mutated, says_itself
from tests.storage.policy_samples import same
from tests.storage.watching import nothing_is_executed

QUICK = 400
ALL = 5000
AT_A_TIME = 1000


def judge(content, original):
    """What became of a file; fails for anything but a refusal or the truth."""
    start = time.monotonic()
    try:
        opened = examine(content, "it").document
    except PolicyFileError as refusal:
        sentence = str(refusal)
        assert sentence.startswith("“it” ")
        assert sentence.isprintable()
        assert len(sentence) < 2 * QUOTED_MAX
        return "refused"
    finally:
        assert time.monotonic() - start < 1
    if original is None:
        assert says_itself(content, opened)
        return "sealed"
    assert same(opened, original)
    for name in ("edits", "stream", "measurements"):
        assert getattr(opened, name) == getattr(original, name)
    return "unharmed"


def found(numbers):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with nothing_is_executed():
        counts = Counter(judge(*mutated(number)) for number in numbers)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024  # KiB
    return counts


def test_the_files_themselves_open():
    for content, document in zip(CONTENTS, DOCUMENTS, strict=True):
        assert same(examine(content, "it").document, document)


def test_some_mutations():
    counts = found(range(QUICK))
    assert counts["refused"] > 0.8 * QUICK
    assert counts["sealed"]


@pytest.mark.slow
@pytest.mark.parametrize("part", range(ALL // AT_A_TIME))
def test_all_mutations(part, record_property, scoreboard):
    counts = found(range(part * AT_A_TIME, (part + 1) * AT_A_TIME))
    for what, count in counts.items():
        record_property(what, count)
    assert sum(counts.values()) == AT_A_TIME
    assert counts["refused"] > 0.8 * AT_A_TIME
    scoreboard("mutated-policies", AT_A_TIME, of=ALL)


@pytest.mark.slow
def test_some_of_them_on_the_disk(tmp_path):
    path = tmp_path / "it"
    for number in range(200):
        content, _ = mutated(number)
        path.write_bytes(content)
        try:
            from_bytes = examine(content, "it").document
        except UserError as refusal:
            with pytest.raises(PolicyFileError) as caught:
                load_policy(path)
            assert str(caught.value) == str(refusal)
        else:
            assert same(load_policy(path), from_bytes)
