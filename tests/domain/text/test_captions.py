"""Captions and credits of pictures."""

from __future__ import annotations

import pytest

from briefing.domain.text.captions import is_caption, is_in_caption


@pytest.mark.parametrize(
    "sentence",
    [
        "A missile is launched in this undated photo released by the agency.",
        "The ship, which flies a flag of Hong Kong, is seen in waters off Yeosu.",
        "FILE - In this Dec. 20, 2015, file photo, the coach meets his team.",
        "(Photo: Ann Brook, AP) WASHINGTON -- The president met his successor.",
        "A photo issued by the investigators of the tram which derailed near Croydon.",
        "Friends of the victims marched to the site. Getty Images 22 Tributes were left.",
        "Senate Minority Leader Ann Brook holds her news conference at the Capitol, December 17, 2019.",
        "The candidate speaks during a rally at the university in Ann Arbor, Mich., Sunday, March 8, 2020.",
        "Members of the media watch a message on a monitor in the press room. (Carl Smith/Reuters)",
        "Police respond to the scene of a shooting at a gas station, Mo., on Sunday, March 15, 2020.",
        "Ann Mary Lee/Staff Lou Smith, the manager, says that business is down.",
        "This Feb. 24, 2020 photo provided by Ann and Lou Smith shows them in a hospital in Japan.",
        "A voter leaves the polling place after casting his ballot, Nov. 6, 2018 at a library in Phoenix.",
        "Students leave a high school at the end of classes Friday, March 13, 2020, in Spokane, Wash.",
        "Ann Lee, left, and her son do their school work at home, March 16, 2020, in Mesa, Ariz.",
        "Farmer Lou Smith (left) and Ann Lee load beans onto a truck on June 13, in Dwight.",
        "A nurse works at a testing site of the hospital in Manhasset, N.Y., May 6, 2020.",
        "ABOVE: Dr. Ed Stone appeared on Thursday's edition of the show to talk about the article.",
        "CLOSE Congressman Lou Smith won the nomination for a seat in the Senate.",
        "EDITOR’S NOTE: We believe that helping readers stay informed is a duty.",
    ],
)
def test_what_is_said_of_a_picture(sentence: str) -> None:
    assert is_caption(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Two cars were seen leaving the scene.",
        "The deal is seen as a victory for the minister.",
        "She tweeted a photo of her visit to the restaurant.",
        "The photos by satellites show that the base was hit.",
        "The image of the party has suffered, the minister said.",
        "The envoy meets the president on Tuesday for talks about a treaty.",
        "The treaty of the two countries ends on Tuesday, March 10, 2020.",
        "The law was signed by the governor on Monday, March 9, 2020.",
        "Close races are expected in three states.",
    ],
)
def test_a_sentence_of_an_article_is_none(sentence: str) -> None:
    assert not is_caption(sentence)


@pytest.mark.parametrize(
    ("behind", "expected"),
    [(" (Lou Smith/The Velmar News via AP)\nThe school is closed.", True), ("\n(AP) -", False)],
)
def test_a_sentence_before_a_credit_is_of_the_caption(behind: str, expected: bool) -> None:
    sentence = "Ann Lee assists with a deep cleaning on Thursday, March 12, 2020."
    assert is_in_caption(sentence + behind, 0, len(sentence)) is expected
