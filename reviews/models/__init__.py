from reviews.models.campaigns import Addressee, Campaign, CampaignItem
from reviews.models.incidents import Incident
from reviews.models.summaries import Summary, SummaryItem

__all__ = ["Addressee", "Campaign", "CampaignItem", "Incident", "Summary", "SummaryItem"]
