@main enum Umzug { static func main() {} }
