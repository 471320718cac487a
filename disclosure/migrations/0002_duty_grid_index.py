"""An index that holds all the grid of villages counts: a year of thirty villages without touching the rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(fields=["unit", "due_on", "state", "discharged_on"], name="duty_grid"),
        )
    ]
