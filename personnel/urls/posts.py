from django.urls import path

from baomi.organization.policy import needs, signed_in
from personnel.pages import posts

KEEP = needs("personnel.project.keep")

urlpatterns = [
    path("personnel/projects/<int:pk>/members/", KEEP(posts.JoinView.as_view()), name="project-members"),
    path("personnel/projects/<int:pk>/close/", KEEP(posts.CloseProjectView.as_view()), name="project-close"),
    path(
        "personnel/project-members/<int:pk>/leave/",
        KEEP(posts.LeaveView.as_view()),
        name="project-member-leave",
    ),
    path(
        "personnel/posts/<int:pk>/grade/",
        signed_in(posts.GradeView.as_view()),
        name="post-grade",
    ),
    path(
        "personnel/posts/<int:pk>/close/",
        needs("personnel.post.close")(posts.ClosePostView.as_view()),
        name="post-close",
    ),
]
