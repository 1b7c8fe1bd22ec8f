from personnel.models.allowances import AllowanceLine, AllowanceList, Deduction
from personnel.models.changes import PostChange
from personnel.models.documents import DocumentMovement, DocumentStocktake, StocktakeLine, TravelDocument
from personnel.models.handovers import Handover, JointCheck
from personnel.models.leaving import (
    Absence,
    ClearanceLine,
    CoolingChange,
    CoolingException,
    CoolingOff,
    Departure,
    Enquiry,
    Release,
)
from personnel.models.papers import Assessment, Pledge
from personnel.models.people import ClearedPerson, StatusPeriod
from personnel.models.places import KeyPlace, PlaceAccess, PlaceCheck, PlaceVisit, PlaceWithdrawal
from personnel.models.posts import Post, Project, ProjectMember
from personnel.models.reports import Filing, FilingLine, MajorReport
from personnel.models.takeovers import PlaceTakeover, PostTakeover, Takeover, TakeoverCorrection
from personnel.models.training import Attendance, Certificate, TrainingSession
from personnel.models.travel import Talk, Trip, Visit
from personnel.models.vetting import Vetting, VettingAppeal

__all__ = [
    "Absence",
    "AllowanceLine",
    "AllowanceList",
    "Assessment",
    "Attendance",
    "Certificate",
    "ClearanceLine",
    "ClearedPerson",
    "CoolingChange",
    "CoolingException",
    "CoolingOff",
    "Deduction",
    "Departure",
    "DocumentMovement",
    "DocumentStocktake",
    "Enquiry",
    "Filing",
    "FilingLine",
    "Handover",
    "JointCheck",
    "KeyPlace",
    "MajorReport",
    "PlaceAccess",
    "PlaceCheck",
    "PlaceTakeover",
    "PlaceVisit",
    "PlaceWithdrawal",
    "Pledge",
    "Post",
    "PostChange",
    "PostTakeover",
    "Project",
    "ProjectMember",
    "Release",
    "StatusPeriod",
    "StocktakeLine",
    "Takeover",
    "TakeoverCorrection",
    "Talk",
    "TrainingSession",
    "TravelDocument",
    "Trip",
    "Vetting",
    "VettingAppeal",
    "Visit",
]
