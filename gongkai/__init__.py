"""The portal: joins the three apps; no app imports it."""
