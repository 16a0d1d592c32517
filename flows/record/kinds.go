package record

// Kind names a body in stored form. It never changes, whatever becomes of the Go type's name.
type Kind string

// The kinds of facts.
const (
	KindEnrolment       Kind = "enrolment"
	KindConsent         Kind = "consent"
	KindZone            Kind = "zone"
	KindRhythm          Kind = "rhythm"
	KindOccasion        Kind = "occasion"
	KindDelivered       Kind = "delivered"
	KindResponse        Kind = "response"
	KindCompleted       Kind = "completed"
	KindMissed          Kind = "missed"
	KindAlert           Kind = "alert"
	KindNotice          Kind = "notice"
	KindAcknowledgement Kind = "acknowledgement"
	KindOpened          Kind = "opened"
	KindWithdrawal      Kind = "withdrawal"
	KindDigest          Kind = "digest"
	KindReach           Kind = "reach"
	KindCanary          Kind = "canary"
	KindSharing         Kind = "sharing"
	KindAppointment     Kind = "appointment"
	KindPrompted        Kind = "prompted"
	KindPromptOutcome   Kind = "prompt_outcome"
	KindPause           Kind = "pause"
	KindPutOff          Kind = "put_off"
	KindPace            Kind = "pace"
	KindPastAlert       Kind = "past_alert"
	KindGoal            Kind = "goal"
	KindPlanPart        Kind = "plan_part"
	KindAdjustment      Kind = "dosing"
	KindLink            Kind = "link"
	KindPost            Kind = "post"
	KindLeave           Kind = "leave"
	KindAudit           Kind = "audit"
	KindMilestone       Kind = "milestone"
)

func (Canary) kind() Kind          { return KindCanary }
func (Enrolment) kind() Kind       { return KindEnrolment }
func (Consent) kind() Kind         { return KindConsent }
func (Zone) kind() Kind            { return KindZone }
func (Rhythm) kind() Kind          { return KindRhythm }
func (Occasion) kind() Kind        { return KindOccasion }
func (Delivered) kind() Kind       { return KindDelivered }
func (Response) kind() Kind        { return KindResponse }
func (Completed) kind() Kind       { return KindCompleted }
func (Missed) kind() Kind          { return KindMissed }
func (Alert) kind() Kind           { return KindAlert }
func (Notice) kind() Kind          { return KindNotice }
func (Acknowledgement) kind() Kind { return KindAcknowledgement }
func (Opened) kind() Kind          { return KindOpened }
func (Withdrawal) kind() Kind      { return KindWithdrawal }
func (Digest) kind() Kind          { return KindDigest }
func (Reach) kind() Kind           { return KindReach }
func (Sharing) kind() Kind         { return KindSharing }
func (Appointment) kind() Kind     { return KindAppointment }
func (Prompted) kind() Kind        { return KindPrompted }
func (PromptOutcome) kind() Kind   { return KindPromptOutcome }
func (Pause) kind() Kind           { return KindPause }
func (PutOff) kind() Kind          { return KindPutOff }
func (Pace) kind() Kind            { return KindPace }
func (PastAlert) kind() Kind       { return KindPastAlert }
func (Goal) kind() Kind            { return KindGoal }
func (PlanPart) kind() Kind        { return KindPlanPart }
func (Adjustment) kind() Kind      { return KindAdjustment }
func (Link) kind() Kind            { return KindLink }
func (Post) kind() Kind            { return KindPost }
func (Leave) kind() Kind           { return KindLeave }
func (Audit) kind() Kind           { return KindAudit }
func (Milestone) kind() Kind       { return KindMilestone }
