console.log('nothing suspends');
