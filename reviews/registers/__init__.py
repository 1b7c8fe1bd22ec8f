"""The registers of the yearly summary, one file each."""

from reviews.registers.campaigns import CampaignRegister
from reviews.registers.incidents import IncidentRegister
from reviews.registers.summaries import SummaryRegister

__all__ = ["CampaignRegister", "IncidentRegister", "SummaryRegister"]
