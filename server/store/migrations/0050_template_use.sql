-- Who used a workspace of a template in which hour (counted from 1970), for the numbers of people by day in any time
-- zone of whole hours.
CREATE TABLE template_use (
    template_id {uuid} NOT NULL REFERENCES templates (id) ON DELETE CASCADE,
    hour {int} NOT NULL,
    user_id {uuid} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (template_id, hour, user_id)
) {keyed};
CREATE INDEX template_use_hour ON template_use (hour);
