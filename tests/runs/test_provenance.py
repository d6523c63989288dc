"""What a run's numbers come from, told apart."""

from pg_desktop.runs.provenance import differences, differences_of_all, provenance
from pg_desktop.versions import maker


def test_what_decides_over_the_numbers_is_known():
    found = provenance()
    assert {"pg_desktop", "python", "numpy", "torch", "gymnasium", "cpu", "processor", "kernels"} <= set(found)
    assert found["processor"] == maker() != ""
    assert differences(found, found) == ()


def test_another_processor_is_told_even_where_it_has_the_same_instructions():
    now = {"cpu": "x86_64 AVX512", "processor": "AuthenticAMD"}
    assert differences({**now, "processor": "GenuineIntel"}, now) == ("processor GenuineIntel",)


def test_a_patch_release_of_python_makes_no_difference_and_another_one_does():
    assert differences({"python": "3.11.2"}, {"python": "3.11.9"}) == ()
    assert differences({"python": "3.11.2"}, {"python": "3.12.2"}) == ("python 3.11.2",)


def test_what_is_not_known_of_then_is_not_told():
    assert differences({}, provenance()) == ()
    assert differences({"another": "1"}, provenance()) == ()


def test_of_several_runs_each_difference_is_told_once():
    then = {**provenance(), "torch": "1.0"}
    assert differences_of_all([then, provenance(), then]) == ("torch 1.0",)
