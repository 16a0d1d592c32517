package turn

import "time"

// alarmLife is how long a clinician's side remembers an alert, so that its buttons work.
const AlarmLife = 14 * 24 * time.Hour
