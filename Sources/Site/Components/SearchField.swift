/// The form that searches the answers.
struct SearchField: ViewModel {
    var action = Route.faq.path
    var query = ""
}
