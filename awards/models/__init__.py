from awards.models.ballots import Ballot, BallotCandidate, BallotMember, Participation, Recusal, SealedChoice
from awards.models.honours import Decision, Honour, Objection
from awards.models.nominations import Nomination, ScreeningCheck
from awards.models.rounds import AwardRound

__all__ = [
    "AwardRound",
    "Ballot",
    "BallotCandidate",
    "BallotMember",
    "Decision",
    "Honour",
    "Nomination",
    "Objection",
    "Participation",
    "Recusal",
    "ScreeningCheck",
    "SealedChoice",
]
