use std::cell::RefCell;
use std::rc::Rc;

use super::{Step, run_all};

#[test]
fn steps_run_in_order_and_stop_at_the_first_failure() {
    let ran = Rc::new(RefCell::new(Vec::new()));
    let step = |name: &'static str, result: Result<(), &'static str>| {
        let ran = Rc::clone(&ran);
        Step::check(name, &format!("repeat {name}"), move || {
            ran.borrow_mut().push(name);
            result.map_err(str::to_owned)
        })
    };
    let why = run_all(vec![step("one", Ok(())), step("two", Err("broken")), step("three", Ok(()))]).unwrap_err();
    assert_eq!(*ran.borrow(), ["one", "two"]);
    for said in ["[2/3]", "two", "broken", "repeat two"] {
        assert!(why.contains(said), "{said} is not in {why}");
    }
}
