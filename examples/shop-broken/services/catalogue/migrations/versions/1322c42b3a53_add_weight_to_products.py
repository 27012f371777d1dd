from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "1322c42b3a53"
down_revision: Union[str, Sequence[str], None] = "d3aee0409306"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.add_column("products", sa.Column("weight_grams", sa.Integer(), nullable=True))
