package state

// NewsAppointment is the key of the moment at which a patient is told of an appointment after the quiet hours.
const NewsAppointment = "appointment"
