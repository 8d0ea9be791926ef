//! Takes a dotted name of the project, gives what it makes, through its own functions and classes.

use crate::project::code::{ClassShape, CodeFile, Factory, Framework, Made};
use crate::project::facts::Facts;

/// Names through which one is followed.
const DEEPEST: u8 = 8;

impl Facts {
    /// The framework whose application a call makes.
    pub fn framework_of(&self, made: &Made) -> Option<&'static Framework> {
        self.followed(made, DEEPEST)
    }

    fn followed(&self, made: &Made, deeper: u8) -> Option<&'static Framework> {
        let dotted = match made {
            Made::By(framework) => return Some(framework),
            Made::Own(dotted) => dotted,
        };
        let deeper = deeper.checked_sub(1)?;
        if let Some((_, factory)) = self.factory(dotted) {
            return self.followed(&factory.made, deeper);
        }
        let (_, class) = self.class(dotted)?;
        class.bases.iter().find_map(|base| self.followed(&Made::named(base.clone()), deeper))
    }

    /// The class of the project whose object a call makes, through functions that return what others return.
    pub fn class_of<'a>(&'a self, made: &'a Made) -> Option<(&'a CodeFile, &'a ClassShape)> {
        let mut made = made;
        for _ in 0..DEEPEST {
            let Made::Own(dotted) = made else { return None };
            match self.factory(dotted) {
                Some((_, factory)) => made = &factory.made,
                None => return self.class(dotted),
            }
        }
        None
    }

    /// A factory of the project by its dotted name.
    pub fn factory<'a>(&'a self, dotted: &'a str) -> Option<(&'a CodeFile, &'a Factory)> {
        let (module, name) = dotted.rsplit_once('.')?;
        self.files_of(module).find_map(|code| {
            code.factories.iter().find(|factory| factory.name == name).map(|factory| (code, factory))
        })
    }

    /// A class of the project by its dotted name.
    pub fn class<'a>(&'a self, dotted: &'a str) -> Option<(&'a CodeFile, &'a ClassShape)> {
        let (module, name) = dotted.rsplit_once('.')?;
        self.files_of(module)
            .find_map(|code| code.classes.iter().find(|class| class.name == name).map(|class| (code, class)))
    }

    /// What was read of a module: two projects may have one of the same name.
    pub fn files_of<'a>(&'a self, module: &'a str) -> impl Iterator<Item = &'a CodeFile> {
        self.places.get(module).into_iter().flatten().map(|place| &self.code[*place])
    }
}
